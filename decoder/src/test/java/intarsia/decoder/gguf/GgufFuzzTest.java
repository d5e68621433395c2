package intarsia.decoder.gguf;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import intarsia.decoder.file.ModelFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Mutated files either open, with every value readable or named as wrong, or end in {@link ModelFileException}. */
class GgufFuzzTest {
    private static final int FILES = 50_000;
    /** Values that matter to length and offset arithmetic. */
    private static final long[] EDGES = {0, 1, -1, 31, 64, 255, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};

    @Test void mutatedFilesEndInNothingButModelFileException() {
        long seed = Long.getLong("intarsia.seed", 20_260_101);
        System.out.println("GgufFuzzTest: -Dintarsia.seed=" + seed);
        var random = new SplittableRandom(seed);
        byte[] sound = Crafted.sound().bytes().toArray(ValueLayout.JAVA_BYTE);
        int opened = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] mutant = mutate(sound.clone(), random);
            try {
                readAll(Gguf.parse(Crafted.NAME, MemorySegment.ofArray(mutant)));
                opened++;
            } catch (ModelFileException e) {
                assertTrue(e.getMessage().startsWith("crafted.gguf: "), e.getMessage());
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + ", mutant " + i, e);
            }
        }
        assertTrue(opened > 0 && opened < FILES, "the mutations are too weak or too strong: " + opened + " files opened");
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                default -> write(bytes, at, EDGES[random.nextInt(EDGES.length)], random.nextBoolean() ? 4 : 8);
            }
        }
        return bytes;
    }

    private static void write(byte[] bytes, int at, long value, int length) {
        for (int i = 0; i < length && at + i < bytes.length; i++) bytes[at + i] = (byte) (value >>> (8 * i));
    }

    private static void readAll(Gguf.Contents file) {
        for (String key : file.metadata().keys()) read(file.metadata().find(key).orElseThrow());
        for (GgufTensor t : file.tensors().values()) t.data().get(ValueLayout.JAVA_BYTE, t.byteSize() - 1);
    }

    private static void read(MetaValue value) {
        assertTrue(value.toString().length() < 200, value::toString);
        if (!(value instanceof MetaArray array)) return;
        for (int i = 0; i < Math.min(array.size(), 100); i++) {
            switch (array.elementType().kind()) {
                case INTEGER -> {
                    if (array.elementType() != ValueType.UINT64) array.intAt(i, Integer.MIN_VALUE, Integer.MAX_VALUE);
                }
                case REAL -> array.floatAt(i);
                case BOOL -> array.boolAt(i);
                case STRING -> array.string(i);
                case ARRAY -> read(array.arrayAt(i));
            }
        }
    }
}
