# Every check that a change must pass. `go test ./...` alone is the quick one.

TOOLS = go tool -modfile=go.tool.mod

.PHONY: check format vet lint portable race perft bench-peers ablate web

check: format vet lint portable race

format:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not gofmt'd: $$unformatted"; exit 1; fi

vet:
	go vet ./...

lint:
	$(TOOLS) staticcheck ./...

# No C compiler, and machines without our assembly.
portable:
	CGO_ENABLED=0 go build ./...
	GOARCH=arm64 CGO_ENABLED=0 go vet ./nets/... ./search/... ./envs/... ./agents/... ./arena/...
	GOOS=js GOARCH=wasm go build ./nets/... ./search/... ./envs/... ./agents/... ./arena
	go test -tags purego ./nets/...
	GODEBUG=cpu.avx512f=off go test -count=1 ./nets/...
	GODEBUG=cpu.avx2=off,cpu.avx512f=off go test -count=1 ./nets ./nets/autograd

# Needs a C compiler.
race:
	go test -race ./...

# The suites of chess positions to their full depth: an hour and more.
perft:
	go test -run TestTruthPerftSuites -timeout 0 -v ./envs/chess -deep

# Our kernels and networks beside other systems; see nets/internal/peers for
# what must be installed.
bench-peers:
	go run ./nets/internal/peers -out docs/results/kernels.md

# Options of AlphaZero, each by itself against none, at equal CPU time; takes a
# core for about an hour.
ablate:
	go run ./selfplay/internal/ablate -out docs/results/ablations.md
	go run ./selfplay/internal/ablate -game othello:6 -positions 125 -out docs/results/ablations-othello.md

# The program of the page that arena serve shows.
web:
	mkdir -p build/web
	GOOS=js GOARCH=wasm CGO_ENABLED=0 go build -ldflags="-s -w" -o build/web/tengen.wasm ./cmd/page
	cp "$$(go env GOROOT)/lib/wasm/wasm_exec.js" build/web/
