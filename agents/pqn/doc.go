// Package pqn learns the values of actions in many episodes at once, with no
// memory of the past and no second network: parallelised Q-learning (Gallici et
// al., "Simplifying Deep Temporal Difference Learning", 2024).
//
//	lanes ─ Steps steps each ─▶ rollout ─ Q(λ) ─▶ targets
//	  ▲                                             │ Epochs × Minibatches
//	  └──────────── ε-greedy ◀── network ◀──────────┘
//
// What takes the place of the replay and the target network is layer
// normalisation, which keeps the values from running away, and the variety of
// many episodes side by side. It is the quick one of the learners of action
// values: the whole of a step is a few large products.
//
//   - Config and the published settings beside it are the knobs,
//   - Learner plays and learns; its result is a function of (game, config,
//     seed), whatever the number of threads,
//   - Agent plays what was learned.
//
// A game of two seats is learned by playing both, each value told from the eyes
// of the seat to move: what the other can get counts against it. A lane's return
// is then that of the seat that began.
//
// Illegal actions are never drawn, chosen or bootstrapped from. Where a limit
// cuts an episode off its last observation is bootstrapped from, where the rules
// end it nothing is; a game of two seats that is cut off counts as ended.
package pqn
