// Times networks in ONNX Runtime.
//
//	NODE_PATH=… node ort.cjs THREADS MODEL.onnx PLANES SIDE CASE BATCH [CASE BATCH ...]
//
// Prints the case and the median microseconds.
const ort = require('onnxruntime-node');

const [threads, model, planes, side, ...cases] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint()) * 1e-3;

async function main() {
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: +threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential',
  });
  for (let i = 0; i + 1 < cases.length; i += 2) {
    const shape = [+cases[i + 1], +planes, +side, +side];
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i % 17) * 0.01);
    const feed = { [session.inputNames[0]]: new ort.Tensor('float32', data, shape) };
    for (let k = 0; k < 3; k++) await session.run(feed);
    let start = now();
    await session.run(feed);
    const one = now() - start;
    const reps = Math.floor(1e4 / one) + 1, samples = [];
    for (let k = 0; k < (one > 1e5 ? 5 : 11); k++) {
      start = now();
      for (let r = 0; r < reps; r++) await session.run(feed);
      samples.push((now() - start) / reps);
    }
    samples.sort((a, b) => a - b);
    console.log(cases[i], samples[samples.length >> 1].toFixed(1));
  }
}

main().catch((err) => { console.error(err.message); process.exit(1); });
