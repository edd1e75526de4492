// Times 3x3 convolutions that keep the size of the board in oneDNN.
//
//	g++ -O3 -march=native conv.cpp -o conv -ldnnl
//	conv forward|training b8c64s9 [CASE ...]
//
// A case is batch, channels and side of the board. forward has bias and ReLU;
// training is forward, data gradient and weight gradient. Prints the case and
// the median microseconds of the best algorithm and layout, part by part.
#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <unordered_map>
#include <vector>

using namespace dnnl;
using tag = memory::format_tag;

static double now() {
	return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double median(const std::function<void()> &f) {
	f();
	double start = now();
	f();
	double one = now() - start;
	long reps = 4e-3 / one + 1;
	std::vector<double> samples(one > .05 ? 5 : 11);
	for (double &s : samples) {
		start = now();
		for (long r = 0; r < reps; r++)
			f();
		s = (now() - start) / reps;
	}
	std::sort(samples.begin(), samples.end());
	return samples[samples.size() / 2] * 1e6;
}

static engine cpu(engine::kind::cpu, 0);
static stream queue(cpu);

static memory filled(const memory::desc &d) {
	memory m(d, cpu);
	float *p = (float *)m.get_data_handle();
	for (size_t i = 0; i < d.get_size() / 4; i++)
		p[i] = (i % 17) * .01f;
	return m;
}

static double timed(const primitive &p, const std::unordered_map<int, memory> &args) {
	return median([&] {
		p.execute(queue, args);
		queue.wait();
	});
}

struct Part { double forward = 1e30, data = 1e30, weights = 1e30; };

static void measure(Part &best, bool training, int n, int c, int side, algorithm a, tag layout) {
	memory::dims one{1, 1};
	memory::desc x({n, c, side, side}, memory::data_type::f32, layout), w({c, c, 3, 3}, memory::data_type::f32, tag::any);
	memory::desc b({c}, memory::data_type::f32, tag::x), y = x;
	primitive_attr attr;
	post_ops relu;
#if DNNL_VERSION_MAJOR >= 3
	relu.append_eltwise(algorithm::eltwise_relu, 0, 0);
	attr.set_post_ops(relu);
	convolution_forward::primitive_desc f(cpu, prop_kind::forward_inference, a, x, w, b, y, one, one, one, attr);
	convolution_forward::primitive_desc hint(cpu, prop_kind::forward_training, a, x, w, b, y, one, one, one);
	convolution_backward_data::primitive_desc d(cpu, a, x, w, y, one, one, one, hint);
	convolution_backward_weights::primitive_desc g(cpu, a, x, w, b, y, one, one, one, hint);
#else
	relu.append_eltwise(1.f, algorithm::eltwise_relu, 0, 0);
	attr.set_post_ops(relu);
	convolution_forward::primitive_desc f({prop_kind::forward_inference, a, x, w, b, y, one, one, one}, attr, cpu);
	convolution_forward::primitive_desc hint({prop_kind::forward_training, a, x, w, b, y, one, one, one}, cpu);
	convolution_backward_data::primitive_desc d({a, x, w, y, one, one, one}, cpu, hint);
	convolution_backward_weights::primitive_desc g({a, x, w, b, y, one, one, one}, cpu, hint);
#endif
	best.forward = std::min(best.forward, timed(convolution_forward(f),
		{{DNNL_ARG_SRC, filled(f.src_desc())}, {DNNL_ARG_WEIGHTS, filled(f.weights_desc())},
		 {DNNL_ARG_BIAS, filled(f.bias_desc())}, {DNNL_ARG_DST, filled(f.dst_desc())}}));
	if (!training)
		return;
	best.data = std::min(best.data, timed(convolution_backward_data(d),
		{{DNNL_ARG_DIFF_SRC, filled(d.diff_src_desc())}, {DNNL_ARG_WEIGHTS, filled(d.weights_desc())},
		 {DNNL_ARG_DIFF_DST, filled(d.diff_dst_desc())}}));
	best.weights = std::min(best.weights, timed(convolution_backward_weights(g),
		{{DNNL_ARG_SRC, filled(g.src_desc())}, {DNNL_ARG_DIFF_WEIGHTS, filled(g.diff_weights_desc())},
		 {DNNL_ARG_DIFF_BIAS, filled(g.diff_bias_desc())}, {DNNL_ARG_DIFF_DST, filled(g.diff_dst_desc())}}));
}

int main(int argc, char **argv) {
	bool training = !strcmp(argv[1], "training");
	for (int i = 2; i < argc; i++) {
		int n, c, side;
		if (sscanf(argv[i], "b%dc%ds%d", &n, &c, &side) != 3)
			return 2;
		Part best;
		for (auto a : {algorithm::convolution_direct, algorithm::convolution_winograd})
			for (auto layout : {tag::any, tag::nhwc}) {
				try {
					measure(best, training, n, c, side, a, layout);
				} catch (error &) { // this version or layout has no such algorithm
				}
			}
		printf("%s %.3f\n", argv[i], training ? best.forward + best.data + best.weights : best.forward);
		fflush(stdout);
	}
}
