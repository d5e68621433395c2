package intarsia.codegen.ptx;

import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Dim;
import intarsia.codegen.ptx.machine.Machine;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.text.PtxModule;
import intarsia.codegen.ptx.text.PtxParser;
import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs kernels of {@link PtxBackend} on the PTX machine. Text is parsed once while it is among those used lately. */
public final class PtxLauncher {
    private static final int MOST_MODULES = 256;
    private static final int MOST_BLOCKS = Integer.MAX_VALUE - 1;

    private final Map<String, PtxModule> modules = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PtxModule> eldest) {
            return size() > MOST_MODULES;
        }
    };

    /** Runs the blocks 0 to {@code blocks - 1}; see {@link #run(Artefact.Ptx, long[], long, long, DeviceMemory, Options)}. */
    public void run(Artefact.Ptx a, long[] args, long blocks, DeviceMemory memory, Options options) {
        run(a, args, 0, blocks, memory, options);
    }

    /**
     * Runs the blocks {@code lo} to {@code hi - 1}; none where {@code hi <= lo}.
     *
     * @param args   one for each parameter of the kernel: a device address of {@code memory}, an integer, or the bits of an f32
     * @param memory the segments that the addresses mean
     * @throws intarsia.codegen.ptx.machine.PtxFault where a check of the machine fails, or an assert of the kernel
     */
    public void run(Artefact.Ptx a, long[] args, long lo, long hi, DeviceMemory memory, Options options) {
        run(module(a.listing()), a.kernel(), args, lo, hi, memory, options);
    }

    /** The same of a text that is parsed. */
    public static void run(PtxModule module, Kernel kernel, long[] args, long lo, long hi, DeviceMemory memory, Options options) {
        int wanted = kernel.params().size();
        if (args.length != wanted) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": " + args.length + " arguments; wanted " + wanted);
        }
        long[] all = Arrays.copyOf(args, wanted + 2);
        Dim threads = Dim.of(CrossLane.LANES * kernel.warps());
        for (long first = lo; first < hi; first += MOST_BLOCKS) {
            all[wanted] = first;
            all[wanted + 1] = hi;
            Machine.run(module, PtxBackend.entry(kernel), Dim.of((int) Math.min(MOST_BLOCKS, hi - first)), threads, all, memory, options);
        }
    }

    private synchronized PtxModule module(String listing) {
        return modules.computeIfAbsent(listing, PtxParser::parse);
    }
}
