package window

import "syscall"

// niceness is that of a window in the background.
const niceness = 10

// giveWay lets other threads go before this one and those that it starts, among
// them the drawing ones of a software renderer. To Linux the zero is the thread that
// asks. Where it is refused the window is as eager as all.
func giveWay() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }
