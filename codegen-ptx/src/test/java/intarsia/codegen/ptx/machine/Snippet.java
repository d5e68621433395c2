package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.PtxParser;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A few lines of PTX around which a kernel is put. They find the arguments a, b, c in %rd1…%rd3 (64 bits), %r1…%r3 and
 * %f1…%f3 (low 32 bits), %h1…%h3 (low 16 bits) and the thread in %r31, and leave the answer in %r0 or %rd0.
 */
final class Snippet {
    static final String HEAD = ".version 7.4\n.target sm_80\n.address_size 64\n";

    private Snippet() { }

    static String kernel(String body, boolean wide) {
        return HEAD + """
                .visible .entry k(.param .u64 a, .param .u64 b, .param .u64 c, .param .u64 out) {
                  .reg .pred %p<8>; .reg .b16 %h<32>; .reg .b32 %r<64>; .reg .b64 %rd<32>; .reg .f32 %f<32>; .reg .f64 %d<16>;
                  ld.param.u64 %rd1, [a]; ld.param.u64 %rd2, [b]; ld.param.u64 %rd3, [c]; ld.param.u64 %rd31, [out];
                  cvt.u32.u64 %r1, %rd1; cvt.u32.u64 %r2, %rd2; cvt.u32.u64 %r3, %rd3;
                  mov.b32 %f1, %r1; mov.b32 %f2, %r2; mov.b32 %f3, %r3;
                  cvt.u16.u64 %h1, %rd1; cvt.u16.u64 %h2, %rd2; cvt.u16.u64 %h3, %rd3;
                  mov.u32 %r31, %tid.x;
                """ + body + "\n" + (wide ? "mul.wide.u32 %rd30, %r31, 8; add.u64 %rd30, %rd31, %rd30; st.global.b64 [%rd30], %rd0;\n"
                : "mul.wide.u32 %rd30, %r31, 4; add.u64 %rd30, %rd31, %rd30; st.global.b32 [%rd30], %r0;\n") + "ret;\n}\n";
    }

    private static long[] run(String body, boolean wide, int threads, Options options, long a, long b, long c) {
        long[] out = new long[threads];
        var memory = new DeviceMemory();
        int[] words = new int[threads];
        long address = memory.register(wide ? MemorySegment.ofArray(out) : MemorySegment.ofArray(words), "out");
        Machine.run(PtxParser.parse(kernel(body, wide)), "k", Dim.of(1), Dim.of(threads), new long[] {a, b, c, address}, memory, options);
        return wide ? out : Arrays.stream(words).asLongStream().toArray();
    }

    /** The answer %r0 of one thread. */
    static int eval(String body, long... abc) {
        long[] args = Arrays.copyOf(abc, 3);
        return (int) run(body, false, 1, Options.DEFAULT, args[0], args[1], args[2])[0];
    }

    /** The answer %rd0 of one thread. */
    static long eval64(String body, long... abc) {
        long[] args = Arrays.copyOf(abc, 3);
        return run(body, true, 1, Options.DEFAULT, args[0], args[1], args[2])[0];
    }

    /** The answer %r0 of every thread of a block. */
    static int[] threads(String body, int threads, Options options, long... abc) {
        long[] args = Arrays.copyOf(abc, 3);
        return Arrays.stream(run(body, false, threads, options, args[0], args[1], args[2])).mapToInt(v -> (int) v).toArray();
    }

    static float float32(String body, float... abc) {
        long[] args = new long[3];
        for (int i = 0; i < abc.length; i++) args[i] = Float.floatToRawIntBits(abc[i]);
        return Float.intBitsToFloat(eval(body, args));
    }
}
