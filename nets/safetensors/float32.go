package safetensors

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Float32 returns the elements as float32, each the nearest to the stored
// value. Integers beyond 2^24 and float64 lose digits. Complex arrays are an
// error.
func (a Array) Float32() ([]float32, error) {
	read, ok := elementReaders[a.DType]
	if !ok {
		return nil, fmt.Errorf("array %q of dtype %s has no real values", cut([]byte(a.Name)), string(a.DType))
	}
	size := elementSize(a.DType)
	out := make([]float32, len(a.Raw)/size)
	for i := range out {
		out[i] = read(a.Raw[i*size : (i+1)*size])
	}
	return out, nil
}

var elementReaders = map[DType]func(b []byte) float32{
	"F64":     func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) },
	"F32":     func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) },
	"F16":     func(b []byte) float32 { return FromF16(binary.LittleEndian.Uint16(b)) },
	"BF16":    func(b []byte) float32 { return FromBF16(binary.LittleEndian.Uint16(b)) },
	"F8_E4M3": func(b []byte) float32 { return fromE4M3(b[0]) },
	"F8_E5M2": func(b []byte) float32 { return FromF16(uint16(b[0]) << 8) },
	"I64":     func(b []byte) float32 { return float32(int64(binary.LittleEndian.Uint64(b))) },
	"U64":     func(b []byte) float32 { return float32(binary.LittleEndian.Uint64(b)) },
	"I32":     func(b []byte) float32 { return float32(int32(binary.LittleEndian.Uint32(b))) },
	"U32":     func(b []byte) float32 { return float32(binary.LittleEndian.Uint32(b)) },
	"I16":     func(b []byte) float32 { return float32(int16(binary.LittleEndian.Uint16(b))) },
	"U16":     func(b []byte) float32 { return float32(binary.LittleEndian.Uint16(b)) },
	"I8":      func(b []byte) float32 { return float32(int8(b[0])) },
	"U8":      func(b []byte) float32 { return float32(b[0]) },
	"BOOL":    func(b []byte) float32 { return float32(b[0]) },
}

// FromBF16 widens a bfloat16: the upper half of a float32.
func FromBF16(h uint16) float32 { return math.Float32frombits(uint32(h) << 16) }

// ToBF16 rounds to the nearest bfloat16, ties to even.
func ToBF16(x float32) uint16 {
	b := math.Float32bits(x)
	if x != x {
		return uint16(b>>16) | 0x40 // stay a NaN though the low bits go
	}
	return uint16((b + 0x7fff + b>>16&1) >> 16)
}

// FromF16 widens an IEEE 754 half.
func FromF16(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exponent, mantissa := uint32(h>>10)&31, uint32(h)&1023
	switch exponent {
	case 0:
		x := float32(mantissa) / (1 << 24)
		return math.Float32frombits(math.Float32bits(x) | sign)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | mantissa<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | mantissa<<13)
}

// ToF16 rounds to the nearest IEEE 754 half, ties to even; what is too large
// becomes infinite.
func ToF16(x float32) uint16 {
	b := math.Float32bits(x)
	sign := uint16(b >> 16 & 0x8000)
	b &= 1<<31 - 1
	switch {
	case b > 0xff<<23:
		return sign | 0x7e00 | uint16(b>>13&0x1ff)
	case b >= (127+16)<<23:
		return sign | 0x7c00
	case b < (127-14)<<23: // subnormal or zero: count steps of 2^-24
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(b))*(1<<24)))
	}
	b -= 112 << 23
	return sign | uint16((b+0xfff+b>>13&1)>>13)
}

// fromE4M3 widens the 8-bit float without infinities (Micikevicius et al.,
// "FP8 formats for deep learning", 2022).
func fromE4M3(h byte) float32 {
	sign := 1 - 2*float64(h>>7)
	exponent, mantissa := int(h>>3&15), float64(h&7)
	switch {
	case h&0x7f == 0x7f:
		return float32(math.NaN())
	case exponent == 0:
		return float32(sign * math.Ldexp(mantissa/8, -6))
	}
	return float32(sign * math.Ldexp(1+mantissa/8, exponent-7))
}
