package speaker

import "github.com/ebitengine/purego"

// hush keeps the sound library of Linux from writing to the standard error
// whatever it tries in vain: what is to be said the Speaker reports.
func hush() {
	library, err := purego.Dlopen("libasound.so.2", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return // it is not there to speak
	}
	if set, err := purego.Dlsym(library, "snd_lib_error_set_handler"); err == nil {
		purego.SyscallN(set, purego.NewCallback(func(file, line, function, number, format uintptr) uintptr { return 0 }))
	}
}
