package knobs

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"
)

// Merge sets in c what the text says, or leaves c alone. A list is replaced as
// a whole. A table that c does not have (a nil pointer to one) has no keys.
func Merge[C any](c *C, text string) (toml.MetaData, error) {
	var any map[string]any
	given, err := toml.Decode(text, &any)
	if err != nil {
		return given, err
	}
	changed := clone(reflect.ValueOf(*c)).Interface().(C)
	walk(reflect.ValueOf(&changed).Elem(), "", func(key string, v reflect.Value) {
		if v.Kind() == reflect.Slice && given.IsDefined(strings.Split(key, ".")...) {
			v.SetZero() // or the decoder would write over what stands in it
		}
	})
	meta, err := toml.Decode(text, &changed)
	if err != nil {
		return meta, err
	}
	if key, ok := unknown(*c, meta); ok {
		return meta, fmt.Errorf("unknown key %q; a run has %s", key, strings.Join(Keys(*c), ", "))
	}
	*c = changed
	return meta, nil
}

// unknown returns the first key that the decoder met and c does not have.
func unknown[C any](c C, meta toml.MetaData) (key string, ok bool) {
	if keys := meta.Undecoded(); len(keys) > 0 {
		return keys[0].String(), true
	}
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		name := tag(v.Type().Field(i))
		if v.Field(i).Kind() != reflect.Pointer || !v.Field(i).IsNil() {
			continue
		}
		for _, key := range meta.Keys() {
			if key[0] == name {
				return key.String(), true
			}
		}
	}
	return "", false
}

// clone copies a struct with its tables and lists.
func clone(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		to := reflect.New(v.Type().Elem())
		to.Elem().Set(clone(v.Elem()))
		return to
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		return reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
	case reflect.Struct:
		to := reflect.New(v.Type()).Elem()
		to.Set(v)
		for i := range v.NumField() {
			if to.Field(i).CanSet() {
				to.Field(i).Set(clone(v.Field(i)))
			}
		}
		return to
	}
	return v
}

// Missing returns the first key of c that the text behind meta does not give,
// if there is one. An empty list may be left out.
func Missing(c any, meta toml.MetaData) (key string, ok bool) {
	walk(reflect.ValueOf(c), "", func(k string, v reflect.Value) {
		if key == "" && v.Kind() != reflect.Slice && !meta.IsDefined(strings.Split(k, ".")...) {
			key = k
		}
	})
	return key, key != ""
}

// MergeText is Merge of a text that must not touch the identity of the run:
// the keys that a flag or the program sets.
func MergeText[C any](c *C, text string, identity []string) error {
	changed := *c
	meta, err := Merge(&changed, text)
	if err != nil {
		return err
	}
	for _, key := range identity {
		if meta.IsDefined(key) {
			return fmt.Errorf("the key %q is no knob: a flag or the program sets it", key)
		}
	}
	*c = changed
	return nil
}

// MergeFile is MergeText of the file at path.
func MergeFile[C any](c *C, path string, identity []string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := MergeText(c, string(data), identity); err != nil {
		return fmt.Errorf("%s: %w", filepath.ToSlash(path), err)
	}
	return nil
}

// Set sets one knob, as in Set(&c, "train.batch", "128", nil). A text needs no
// quotes.
func Set[C any](c *C, key, value string, identity []string) error {
	err := MergeText(c, key+" = "+value, identity)
	if err == nil {
		return nil
	}
	quoted := MergeText(c, fmt.Sprintf("%s = %q", key, value), identity)
	if quoted == nil {
		return nil
	}
	if value == "" || !strings.ContainsRune("+-0123456789[", rune(value[0])) {
		err = quoted // a word: that it is no text for this knob says more
	}
	return fmt.Errorf("%s=%s: %w", key, value, err)
}

// Keys returns every key of c, in the order of its fields.
func Keys(c any) []string {
	var keys []string
	walk(reflect.ValueOf(c), "", func(key string, _ reflect.Value) { keys = append(keys, key) })
	return keys
}

// Change is a knob that differs between two settings.
type Change struct {
	Key        string
	Before, At any
}

// String tells the change in words.
func (c Change) String() string {
	return fmt.Sprintf("%s is %v, was %v", c.Key, c.At, c.Before)
}

// Changes returns the knobs in which now differs from before, in their order.
func Changes[C any](before, now C) []Change {
	old := map[string]any{}
	walk(reflect.ValueOf(before), "", func(key string, v reflect.Value) { old[key] = v.Interface() })
	var changes []Change
	walk(reflect.ValueOf(now), "", func(key string, v reflect.Value) {
		if was := old[key]; !reflect.DeepEqual(was, v.Interface()) {
			changes = append(changes, Change{key, was, v.Interface()})
		}
	})
	return changes
}

// walk visits the fields of a struct that are knobs, those of its tables
// where these stand.
func walk(v reflect.Value, prefix string, visit func(key string, v reflect.Value)) {
	for i := range v.NumField() {
		name := tag(v.Type().Field(i))
		if name == "" || name == "-" {
			continue
		}
		field := v.Field(i)
		if field.Kind() == reflect.Pointer {
			if field.IsNil() {
				continue
			}
			field = field.Elem()
		}
		if field.Kind() == reflect.Struct {
			walk(field, prefix+name+".", visit)
			continue
		}
		visit(prefix+name, field)
	}
}

func tag(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
	return name
}

// Between returns an error that names the key if value is less than lo, more
// than hi, or no number. cmp.Or finds the first error of several.
func Between[N int | float32 | float64](key string, value N, lo, hi float64) error {
	if v := float64(value); !(v >= lo && v <= hi) { // catches NaN, too
		return fmt.Errorf("%s is %v; it should be between %v and %v", key, value, lo, hi)
	}
	return nil
}

// OneOf returns an error that names the key if value is none of names.
func OneOf(key, value string, names ...string) error {
	for _, name := range names {
		if value == name {
			return nil
		}
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	last := len(quoted) - 1
	if last == 0 {
		return fmt.Errorf("%s is %q; it should be %s", key, value, quoted[0])
	}
	return fmt.Errorf("%s is %q; it should be %s or %s", key, value, strings.Join(quoted[:last], ", "), quoted[last])
}
