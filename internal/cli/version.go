package cli

import "runtime/debug"

// Version tells what code this is: the module's version and the revision that
// it was built from, as far as the build knows.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value
		}
	}
	return v
}
