package control_test

import (
	"testing"

	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/envtest"
)

func TestLaws(t *testing.T) { envtest.Test(t, control.NewCartPole()) }

func BenchmarkCartPoleSteps(b *testing.B) { envtest.BenchmarkSteps(b, control.NewCartPole()) }
