package intarsia.codegen.ptx;

import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.ir.device.Artefact;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Kernels around a few statements, run on the PTX machine under both of its schedules. */
final class LaneSnippet {
    private static final PtxLauncher LAUNCHER = new PtxLauncher();

    private LaneSnippet() {
    }

    static Artefact.Ptx compile(String kernel) {
        PtxBackend backend = new PtxBackend();
        return backend.compile(Parser.parse("intarsia 1\n" + kernel), backend.targets().getFirst());
    }

    /** A kernel of parameters a, b, c and y, at %0 to %3, in the block %4, with 0 in %5 and 128 times the block in %6. */
    static String kernel(String body) {
        return kernel(body, 1);
    }

    static String kernel(String body, int warps) {
        return """
                lane kernel snippet {
                  in a %%0: ptr
                  in b %%1: ptr
                  in c %%2: ptr
                  out y %%3: ptr
                  grid [1]
                  lanes 32 warps %d
                  blocks {
                    (%%4: i64)
                    %%5: i64 = const 0
                    %%7: i32 = const 8
                    %%6: i64 = shl %%4, %%7
                %s
                  }
                }
                """.formatted(warps, body);
    }

    /** Runs blocks of a kernel over these buffers. */
    static void run(String kernel, long blocks, MemorySegment... buffers) {
        Artefact.Ptx code = compile(kernel);
        for (Options options : List.of(Options.DEFAULT.adversarial(7), Options.DEFAULT)) {
            DeviceMemory memory = new DeviceMemory();
            long[] args = new long[buffers.length];
            for (int i = 0; i < args.length; i++) {
                args[i] = memory.register(buffers[i], "buffer " + i);
            }
            LAUNCHER.run(code, args, blocks, memory, options);
        }
    }

    /** What a snippet of one block writes to y, from words in a, b and c. */
    static int[] words(String body, int out, int[]... in) {
        return words(body, 1, out, in);
    }

    static int[] words(String body, int warps, int out, int[]... in) {
        int[] y = new int[out];
        MemorySegment[] buffers = new MemorySegment[4];
        for (int i = 0; i < 3; i++) {
            buffers[i] = MemorySegment.ofArray(i < in.length ? in[i].clone() : new int[1]);
        }
        buffers[3] = MemorySegment.ofArray(y);
        run(kernel(body, warps), 1, buffers);
        return y;
    }

    /** An op over every tuple of operands: {@code statement} makes %13 of type {@code result} from %10, %11, %12. */
    static long[] apply(String operand, String result, String statement, List<long[]> tuples) {
        boolean lane = operand.startsWith("<");
        int perBlock = lane ? 32 : 1;
        int blocks = (tuples.size() + perBlock - 1) / perBlock;
        StringBuilder body = new StringBuilder();
        MemorySegment[] buffers = new MemorySegment[4];
        for (int i = 0; i < 3; i++) {
            buffers[i] = MemorySegment.ofArray(new long[blocks * 32]);
            body.append(load(10 + i, i, operand));
        }
        for (int t = 0; t < blocks * perBlock; t++) {
            long[] tuple = tuples.get(Math.min(t, tuples.size() - 1));
            for (int i = 0; i < tuple.length; i++) {
                put(buffers[i], at(t, perBlock, wide(operand)), wide(operand), tuple[i]);
            }
        }
        buffers[3] = MemorySegment.ofArray(new long[blocks * 32]);
        run(kernel(body + statement + "\n" + store(result, lane)), blocks, buffers);
        long[] y = new long[tuples.size()];
        for (int t = 0; t < y.length; t++) {
            long at = at(t, perBlock, wide(result));
            y[t] = wide(result) ? buffers[3].get(ValueLayout.JAVA_LONG_UNALIGNED, at) : buffers[3].get(ValueLayout.JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
        }
        return y;
    }

    private static long at(int t, int perBlock, boolean wide) {
        return t / perBlock * 256L + t % perBlock * (wide ? 8L : 4L);
    }

    private static void put(MemorySegment to, long at, boolean wide, long value) {
        if (wide) {
            to.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
        } else {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
        }
    }

    static boolean wide(String type) {
        return type.contains("64");
    }

    private static String load(int value, int param, String type) {
        String form = type.startsWith("<") ? "unit" : "uniform";
        return type.contains("i1>") || type.equals("i1")
                ? "%%2%d: %s = ld %s.global(%%%d, %%6, 0), 32, false, 1\n%%3%d: %s = const 0\n%%%d: %s = cmp.ne %%2%d, %%3%d\n".formatted(
                        param, type.replace("i1", "i32"), form, param, param, type.replace("i1", "i32"), value, type, param, param)
                : "%%%d: %s = ld %s.global(%%%d, %%6, 0), %d, false, 1\n".formatted(value, type, form, param, wide(type) ? 64 : 32);
    }

    private static String store(String type, boolean lane) {
        String form = lane ? "unit" : "uniform";
        return type.contains("i1>") || type.equals("i1")
                ? "%%14: %s = cvt.s32.i1 %%13\nst %s.global(%%3, %%6, 0), 32, [%%14]".formatted(type.replace("i1", "i32"), form)
                : "st %s.global(%%3, %%6, 0), %d, [%%13]".formatted(form, wide(type) ? 64 : 32);
    }
}
