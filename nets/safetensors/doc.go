// Package safetensors reads and writes the safetensors format: named arrays
// with string metadata, readable from Python and most other places without
// code from here.
//
//	8 bytes   length of the header, little endian
//	header    a JSON object: name → {dtype, shape, data_offsets}, and __metadata__
//	data      the arrays, little endian, without gaps
//
// Parse accepts what the reference reader (version 0.5) accepts, save a header
// that starts with a blank, which the format's text forbids. It never
// allocates more than a small multiple of the header beside the file itself.
package safetensors
