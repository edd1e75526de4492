// Package tabular learns worlds of few states exactly or nearly so, with a
// number for each state and action and no network.
//
// Three layers, each used by the next:
//
//   - Dynamic programming on a world whose tables are known (envs.Model):
//     ValueIteration, PolicyValue, WithinHorizon.
//   - The textbook updates from single steps and whole episodes, on plain
//     slices: Q-learning, SARSA, expected SARSA, TD(0), TD(λ), n-step TD and
//     Monte Carlo (Sutton and Barto, "Reinforcement learning", 2nd edition,
//     chapters 4 to 7 and 12). They are the yardstick for learners with
//     networks: what those approximate.
//   - Learner, which plays a world of one seat through envs.Episode and learns
//     a Table by those updates, whatever the world: it keeps a row for each
//     state it meets. It stops and resumes exactly.
//
// A state's row is found by the world's own number of it (envs.Indexer), and
// where there is none by what is observed there: two states that look alike
// share a row, so that nothing is known that the world does not show.
package tabular
