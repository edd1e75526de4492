// Package compare puts runs side by side: runs that differ by their seed alone
// are one group, and each group is told by the interquartile mean of its seeds
// with a 95 % interval by stratified bootstrap, as Agarwal et al. advise ("Deep
// reinforcement learning at the edge of the statistical precipice", 2021).
//
//	runs, err := compare.Load(dirs, compare.Strength)
//	groups := compare.Groups(runs)
//	svg, err := compare.Plot(groups)
package compare
