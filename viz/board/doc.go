// Package board draws positions as the players of each world expect to see
// them: a wooden goban, a chess board with its pieces, discs in a rack, the
// cells of Hex, tiles of a gridworld, a pole on a cart.
//
// Draw returns a Picture: a scene, where on it each action and each cell lies,
// and so all that an overlay or a click needs. The package knows the worlds,
// and neither agents nor windows.
package board
