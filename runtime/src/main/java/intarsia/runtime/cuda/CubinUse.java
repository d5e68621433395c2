package intarsia.runtime.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel in a cubin needs, as the file itself says: whoever assembled it, a driver too. Attributes are those of section {@code .nv.info}: a byte of format, a byte of
 * attribute, 2 bytes of length or value, then so many bytes; numbers of a kernel are pairs of its symbol and the number (as {@code cuobjdump -elf} shows them).
 *
 * @param registers  32-bit registers a thread
 * @param frameBytes of the stack that the kernel itself takes a thread: more than none where registers are spilled, or arrays lie there
 * @param stackBytes of the stack a thread with what it calls
 * @param codeBytes  of machine code
 */
public record CubinUse(String kernel, int registers, int frameBytes, int stackBytes, int codeBytes) {
    private static final int SIZED = 4;
    private static final int FRAME_SIZE = 0x11;
    private static final int MIN_STACK_SIZE = 0x12;
    private static final int REGCOUNT = 0x2f;
    private static final String INFO = ".nv.info";
    private static final String CODE = ".text.";

    /**
     * One for each kernel, in the order of their code.
     *
     * @throws IllegalArgumentException where the bytes are no cubin
     */
    public static List<CubinUse> of(MemorySegment cubin) {
        if (cubin.byteSize() > PtxAssembler.MAX_BYTES) throw Elf.refused(cubin.byteSize() + " bytes; wanted at most " + PtxAssembler.MAX_BYTES);
        Elf elf = new Elf(cubin.asByteBuffer());
        Map<String, Map<Integer, Integer>> numbers = numbers(elf);
        List<CubinUse> all = new ArrayList<>();
        for (Elf.Section s : elf.sections()) {
            if (!s.name().startsWith(CODE)) continue;
            String name = s.name().substring(CODE.length());
            Map<Integer, Integer> own = numbers.getOrDefault(name, Map.of());
            if (!own.containsKey(REGCOUNT)) throw Elf.refused("nothing says how many registers '" + name + "' has");
            all.add(new CubinUse(name, own.getOrDefault(REGCOUNT, 0), own.getOrDefault(FRAME_SIZE, 0), own.getOrDefault(MIN_STACK_SIZE, 0), s.bytes().limit()));
        }
        return all;
    }

    /** By kernel and attribute. */
    private static Map<String, Map<Integer, Integer>> numbers(Elf elf) {
        ByteBuffer info = elf.section(INFO).orElseThrow(() -> Elf.refused("no section " + INFO)).bytes().slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Map<Integer, Integer>> all = new HashMap<>();
        while (info.remaining() >= Integer.BYTES) {
            int format = info.get() & 0xff, attribute = info.get() & 0xff, length = info.getShort() & 0xffff;
            if (format != SIZED) continue;
            if (length > info.remaining()) throw Elf.refused("an attribute of " + length + " bytes, of which " + info.remaining() + " are there");
            boolean pair = length == 2 * Integer.BYTES && (attribute == REGCOUNT || attribute == FRAME_SIZE || attribute == MIN_STACK_SIZE);
            if (pair) all.computeIfAbsent(elf.symbol(info.getInt(info.position())), _ -> new HashMap<>()).put(attribute, info.getInt(info.position() + Integer.BYTES));
            info.position(info.position() + length);
        }
        return all;
    }
}
