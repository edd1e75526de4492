// Package replay keeps the experience that learning draws from. Buffer holds
// the newest items of any kind. For agents that learn the values of actions:
//
//	column       numbers packed in as few bits as they allow
//	Transitions  the steps of actors that take turns; n-step returns (Batch) and
//	             sequences with burn-in (SequenceBatch) are read out of it
//	Draw         starts drawn uniformly
//	SumTree, Prioritized
//	             … or in proportion to their errors
//	Pace         how many updates go with how many steps
//
// Package replay/shard keeps records on disk. This package knows neither
// worlds nor networks.
package replay
