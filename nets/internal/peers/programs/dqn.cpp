// Times an update of a deep Q-network 4-64-64-2 on a batch of 32 in PyTorch
// from C++.
//
//	g++ -O2 dqn.cpp -o dqn -I/usr/include/torch/csrc/api/include -ltorch -ltorch_cpu -lc10
//
// Prints "mlp" and the median microseconds.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

static double now() {
	return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static torch::nn::Sequential net() {
	using namespace torch::nn;
	return Sequential(Linear(4, 64), Functional(torch::relu), Linear(64, 64), Functional(torch::relu), Linear(64, 2));
}

int main() {
	torch::set_num_threads(1);
	auto online = net(), target = net();
	auto x = torch::rand({32, 4}), next = torch::rand({32, 4}), reward = torch::rand({32}), done = torch::zeros({32});
	auto actions = torch::zeros({32, 1}, torch::kLong);
	torch::optim::Adam adam(online->parameters(), 1e-4);
	auto update = [&] {
		torch::Tensor y;
		{
			torch::NoGradGuard no;
			y = reward + .99 * (1 - done) * std::get<0>(target->forward(next).max(1));
		}
		adam.zero_grad();
		auto loss = torch::smooth_l1_loss(online->forward(x).gather(1, actions).squeeze(1), y);
		loss.backward();
		adam.step();
	};
	for (int i = 0; i < 100; i++)
		update();
	std::vector<double> samples(15);
	for (double &s : samples) {
		double start = now();
		for (int i = 0; i < 30; i++)
			update();
		s = (now() - start) / 30;
	}
	std::sort(samples.begin(), samples.end());
	printf("mlp %.3f\n", samples[7] * 1e6);
}
