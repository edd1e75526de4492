package chess_test

import "flag"

// deep is a flag of the test binary, for "make perft".
var deep = flag.Bool("deep", false, "count the positions of the perft suites to their full depth, for hours")
