// Runs the ONNX files that a JSON file lists and prints their outputs.
// usage: NODE_PATH=…/node_modules node run.cjs CASES.json
const ort = require('onnxruntime-node');
const fs = require('fs');

async function main() {
  const cases = JSON.parse(fs.readFileSync(process.argv[2]));
  const results = {};
  for (const c of cases) {
    const session = await ort.InferenceSession.create(c.file, {intraOpNumThreads: 1});
    const feeds = {[c.input]: new ort.Tensor('float32', Float32Array.from(c.data), c.shape)};
    const outputs = await session.run(feeds);
    results[c.name] = {};
    for (const name of session.outputNames) results[c.name][name] = Array.from(outputs[name].data);
  }
  process.stdout.write(JSON.stringify(results));
}
main().catch(e => { console.error(e); process.exit(1); });
