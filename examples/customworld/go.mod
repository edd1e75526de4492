module example.com/customworld

go 1.26.0

require (
	github.com/stretchr/testify v1.12.1
	github.com/tengen-rl/tengen v0.0.0
)

require (
	github.com/klauspost/compress v1.20.3 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/tengen-rl/tengen => ../..
