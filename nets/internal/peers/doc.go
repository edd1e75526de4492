// Command peers measures the kernels and networks of the platform beside
// other systems on the same work, and writes a table.
//
//	go run ./nets/internal/peers -out docs/results/kernels.md
//
// It builds and runs small programs (folder programs) around OpenBLAS, oneDNN,
// PyTorch and ONNX Runtime, which must be installed: on Debian
//
//	apt-get install gcc g++ libopenblas-dev libdnnl-dev python3-torch libtorch-dev nodejs npm
//	npm install --prefix DIR --ignore-scripts onnxruntime-node
//
// with TENGEN_NODE_MODULES=DIR/node_modules. What is missing is named in the
// table. Both sides take turns for several rounds, since a shared machine is
// never the same for long: a figure is the median over the rounds, a ratio the
// median of the ratios within a round.
package main
