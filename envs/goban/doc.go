// Package goban is the world of Go, the game of surrounding, whose public name
// is go (which Go the language keeps for itself): boards of 2 × 2 to 25 × 25.
//
// Seat 0 plays Black (X) and moves first, seat 1 plays White (O). An action is
// a point, counted row by row from the top left, or after all points the pass;
// people call them by column and row from below, such as D4. Two passes in a
// row end the game, and MaxPlies does where the rules might not. The seat with
// more points by area scoring (Tromp and Taylor) earns +1, the other -1, both
// nothing when they have the same. ParseConfig lists what can be chosen: komi,
// the ko rule, suicide and handicap.
//
// The conventions where rule books differ: superko compares with every earlier
// arrangement of stones, the first one included; a pass repeats nothing and
// lifts a simple ko ban; a stone that would die alone is never legal, also
// where suicide of several is; all stones left on the board when the game ends
// count as alive.
//
// A State is one board in flat arrays, described at board, and under superko
// a history that copies forget and learn by difference. A protocol that wants
// to take moves back keeps copies. Rollout plays fast random games. The
// package knows rules only; game records are read and written by its
// subpackage sgf.
package goban
