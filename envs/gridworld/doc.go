// Package gridworld holds worlds of one seat on boards of cells: three tiny
// ones, each of which one kind of learner fails, and a language in which a
// world is a drawing.
//
//   - Catch: a ball falls, a paddle catches it. Any learner should.
//   - DeepSea: a treasure that random play finds once in 2ᴺ episodes. It
//     takes exploration.
//   - MemoryChain: the first observation says what the last action should
//     be. It takes memory.
//   - Parse reads a map: walls, goals, keys, doors, lava, ice and coins, with
//     no code. docs/maps.md tells the language.
//
// The first three are those of bsuite (Osband and others, "Behaviour suite
// for reinforcement learning", 2020).
//
// The package knows rules only.
package gridworld
