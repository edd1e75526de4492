// Times C[M,N] = A[M,K]·B[K,N] in other libraries.
//
//	gcc -O3 -march=native gemm.c -o gemm -lopenblas -ldnnl -lm
//	gemm openblas|sgemm|packed M N K NAME [M N K NAME ...]
//
// sgemm is oneDNN's plain call, packed its matmul with the weights laid out as
// it likes best. Prints NAME and the median microseconds.
#include <cblas.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES = 15 };

static void must(dnnl_status_t status) {
	if (status != dnnl_success) {
		fprintf(stderr, "oneDNN: status %d\n", status);
		exit(1);
	}
}

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static dnnl_engine_t engine;
static dnnl_stream_t stream;

struct matmul {
	dnnl_primitive_t primitive;
	dnnl_exec_arg_t args[3];
};

static struct matmul packed(int m, int n, int k, float *a, float *b, float *c) {
	dnnl_dims_t da = {m, k}, db = {k, n}, dc = {m, n};
	dnnl_memory_desc_t ma, mb, mc, plain;
	dnnl_primitive_desc_t desc, copy;
	dnnl_memory_t xa, xb, xc, from;
	struct matmul r;
#if DNNL_VERSION_MAJOR >= 3
	must(dnnl_memory_desc_create_with_tag(&ma, 2, da, dnnl_f32, dnnl_ab));
	must(dnnl_memory_desc_create_with_tag(&mb, 2, db, dnnl_f32, dnnl_format_tag_any));
	must(dnnl_memory_desc_create_with_tag(&plain, 2, db, dnnl_f32, dnnl_ab));
	must(dnnl_memory_desc_create_with_tag(&mc, 2, dc, dnnl_f32, dnnl_ab));
	must(dnnl_matmul_primitive_desc_create(&desc, engine, ma, mb, NULL, mc, NULL));
	const_dnnl_memory_desc_t best = dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0);
	must(dnnl_memory_create(&xa, ma, engine, a));
	must(dnnl_memory_create(&xc, mc, engine, c));
	must(dnnl_memory_create(&from, plain, engine, b));
	must(dnnl_reorder_primitive_desc_create(&copy, plain, engine, best, engine, NULL));
#else
	dnnl_matmul_desc_t d;
	must(dnnl_memory_desc_init_by_tag(&ma, 2, da, dnnl_f32, dnnl_ab));
	must(dnnl_memory_desc_init_by_tag(&mb, 2, db, dnnl_f32, dnnl_format_tag_any));
	must(dnnl_memory_desc_init_by_tag(&plain, 2, db, dnnl_f32, dnnl_ab));
	must(dnnl_memory_desc_init_by_tag(&mc, 2, dc, dnnl_f32, dnnl_ab));
	must(dnnl_matmul_desc_init(&d, &ma, &mb, NULL, &mc));
	must(dnnl_primitive_desc_create(&desc, &d, NULL, engine, NULL));
	const dnnl_memory_desc_t *best = dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0);
	must(dnnl_memory_create(&xa, &ma, engine, a));
	must(dnnl_memory_create(&xc, &mc, engine, c));
	must(dnnl_memory_create(&from, &plain, engine, b));
	must(dnnl_reorder_primitive_desc_create(&copy, &plain, engine, best, engine, NULL));
#endif
	must(dnnl_primitive_create(&r.primitive, desc));
	must(dnnl_memory_create(&xb, best, engine, DNNL_MEMORY_ALLOCATE));
	dnnl_primitive_t reorder;
	must(dnnl_primitive_create(&reorder, copy));
	dnnl_exec_arg_t move[2] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, xb}};
	must(dnnl_primitive_execute(reorder, stream, 2, move));
	must(dnnl_stream_wait(stream));
	r.args[0] = (dnnl_exec_arg_t){DNNL_ARG_SRC, xa};
	r.args[1] = (dnnl_exec_arg_t){DNNL_ARG_WEIGHTS, xb};
	r.args[2] = (dnnl_exec_arg_t){DNNL_ARG_DST, xc};
	return r;
}

static float *filled(long n) {
	float *p = aligned_alloc(64, (4ul * n + 63) & ~63ul);
	for (long i = 0; i < n; i++)
		p[i] = (i % 17) * .01f;
	return p;
}

int main(int argc, char **argv) {
	must(dnnl_engine_create(&engine, dnnl_cpu, 0));
	must(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
	for (int i = 2; i + 3 < argc; i += 4) {
		int m = atoi(argv[i]), n = atoi(argv[i + 1]), k = atoi(argv[i + 2]);
		float *a = filled((long)m * k), *b = filled((long)k * n), *c = filled((long)m * n);
		struct matmul mm;
		char kind = argv[1][0];
		if (kind == 'p')
			mm = packed(m, n, k, a, b, c);
		double samples[SAMPLES];
		long reps = 1;
		for (int s = -2; s < SAMPLES; s++) {
			double start = now();
			for (long r = 0; r < reps; r++) {
				if (kind == 'o')
					cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
				else if (kind == 's')
					dnnl_sgemm('N', 'N', m, n, k, 1, a, k, b, n, 0, c, n);
				else {
					dnnl_primitive_execute(mm.primitive, stream, 3, mm.args);
					dnnl_stream_wait(stream);
				}
			}
			double each = (now() - start) / reps;
			if (s < 0)
				reps = 3e-3 / each + 1;
			else
				samples[s] = each;
		}
		qsort(samples, SAMPLES, sizeof *samples, ascending);
		printf("%s %.3f\n", argv[i + 3], samples[SAMPLES / 2] * 1e6);
		free(a), free(b), free(c);
	}
}
