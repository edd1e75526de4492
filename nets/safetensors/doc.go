// Package safetensors reads and writes the safetensors format: named arrays
// with string metadata, readable from Python and most other places without
// code from here.
//
//	8 bytes   length of the header, little endian
//	header    a JSON object: name → {dtype, shape, data_offsets}, and __metadata__
//	data      the arrays, little endian, without gaps
//
// Parse accepts what the reference reader (version 0.5) accepts, save a header
// that starts with a blank, which the format's text forbids, arrays of more
// than 64 axes, metadata of more than 512 entries, and unknown values nested
// deeper than 1000 levels. It copies nothing of a file but the metadata of one
// that it accepts: it allocates at most half the header, 24 bytes for an array
// whose description takes at least 50, and 192 KiB, and for a file that it
// accepts the metadata.
package safetensors
