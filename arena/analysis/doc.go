// Package analysis answers queries about positions, a JSON object a line, many
// at a time: the protocol of KataGo's analysis engine, in every world of two
// seats. Programs that speak it, such as reviewers of games, need not know
// which agent thinks.
//
// A query names a game by its moves, and the turns to look at:
//
//	{"id":"a","moves":[["B","D4"],["W","F5"]],"komi":6.5,"boardXSize":9,"boardYSize":9,"analyzeTurns":[0,2],"maxVisits":200}
//
// Known fields: id, moves, initialStones, initialPlayer, rules, komi,
// boardXSize, boardYSize, maxVisits, analyzeTurns, priority, priorities,
// reportDuringSearchEvery, includePolicy, includeOwnership, analysisPVLen,
// allowMoves, avoidMoves, and of overrideSettings reportAnalysisWinratesAs
// (BLACK, WHITE or SIDETOMOVE). Of others a warning is given. Beyond Go:
//
//   - moves are in the notation of the world, alone ("e2e4") or with a player
//     (["W","e2e4"]), who is B, W, or the number of the seat, 1 or 2;
//   - initialPosition is a position in that notation;
//   - rules, komi and initialStones are of Go alone.
//
// A query is one line of moves; who wants variations judged sends each as a
// query of its own.
//
// Each turn is answered by one line with isDuringSearch false, and by others
// before it where reportDuringSearchEvery asks for them. Win rates are those of
// Black, which is the second seat of chess and the first elsewhere, unless the
// query asks otherwise. The score and the ownership of Go are the means of
// random games, for no agent knows them.
//
// Actions: query_version, query_models, clear_cache, terminate, terminate_all.
// What cannot be understood is answered by an error, with the field it is about
// and the id of the query.
package analysis
