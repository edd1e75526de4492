// Package stream writes and reads the state of programs: runs of numbers in
// one compressed stream, each run with its kind, its length and a checksum, so
// that a reader that expects something else, or finds damage, says at which
// run and what.
//
//	zstd frame: magic, name ▏ kind  count  numbers  CRC-32C ▏ kind  count … ▏ end
//
// Numbers are little-endian. Writer and Reader keep their first error, as
// bufio.Writer does, so that callers check once.
package stream
