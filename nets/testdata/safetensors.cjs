// Prints the arrays of a file without metadata, as another reader sees them.
// usage: NODE_PATH=…/node_modules node safetensors.cjs FILE
const { SafeTensor } = require('safetensors');
const fs = require('fs');

const bytes = new Uint8Array(fs.readFileSync(process.argv[2])); // a buffer of its own
const file = new SafeTensor(bytes);
const arrays = {};
for (const [name, { dtype, shape }] of file.metadata) {
  const raw = file.getTensor(name).slice(); // aligned
  if (dtype !== 'F32') throw new Error(`${name} has dtype ${dtype}`);
  arrays[name] = { shape, data: Array.from(new Float32Array(raw.buffer)) };
}
process.stdout.write(JSON.stringify(arrays));
