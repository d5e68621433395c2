package intarsia.decoder.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import intarsia.decoder.file.ModelFileException;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a file can be wrong has its message, and costs next to nothing to find. */
class DamagedGgufTest {
    private static final long MEGABYTE = 1 << 20;

    static Stream<Arguments> damages() {
        return Stream.of(
            damage("wrong magic", f -> f.magic = 0x67676a74, "magic: wanted \"GGUF\" (bytes 47 47 55 46), found bytes 74 6a 67 67"),
            damage("version 0", f -> f.version = 0, "version: wanted 2 or 3, little-endian, found 0"),
            damage("version 1", f -> f.version = 1, "found 1: convert the model again"),
            damage("version 4", f -> f.version = 4, "version: wanted 2 or 3, little-endian, found 4"),
            damage("big-endian", f -> f.version = 0x0300_0000, "found version 3, big-endian"),
            damage("absurd tensor count", f -> f.extraTensors = 1L << 40, "tensor count: wanted at most 131072, found 1099511627778"),
            damage("tensor count beyond the file", f -> f.extraTensors = 100_000, "tensor count: wanted at most "),
            damage("negative tensor count", f -> f.extraTensors = -10, "tensor count: wanted at most 131072, found 18446744073709551608"),
            damage("absurd key count", f -> f.extraKeys = 1L << 60, "key count: wanted at most 65536"),
            damage("key count beyond the file", f -> f.extraKeys = 60_000, "key count: wanted at most "),
            damage("one key too many", f -> f.extraKeys = 1, "tensor number 0: wanted a length of 1 to 64 bytes, found 844424930131968"),
            damage("empty key", f -> f.key("", ValueType.BOOL, e -> e.u8(1)), "key number 16: wanted a length of 1 to 65535 bytes, found 0"),
            damage("long key", f -> f.key("k".repeat(65_536), ValueType.BOOL, e -> e.u8(1)), "wanted a length of 1 to 65535 bytes, found 65536"),
            damage("key that is no UTF-8", f -> f.keys.add(e -> e.string(new byte[] {(byte) 0xc0, 'a'}).u32(7).u8(1)), "key number 16: wanted UTF-8"),
            damage("too many long keys", f -> {
                for (int i = 0; i < 70; i++) f.key("%05d".formatted(i).repeat(13_107), ValueType.BOOL, e -> e.u8(1));
            }, ": wanted at most 4194304 bytes of key names, found "),
            damage("duplicate key", f -> f.key("bool", ValueType.BOOL, e -> e.u8(1)), "key bool: wanted every key once, found a second value at key number 16"),
            damage("unknown value type", f -> f.key("x", 13, e -> e.u8(1)), "key x: wanted a value type from 0 to 12, found 13"),
            damage("boolean of 2", f -> f.key("x", ValueType.BOOL, e -> e.u8(2)), "key x: wanted a boolean of 0 or 1, found 2"),
            damage("string beyond the file", f -> f.key("x", ValueType.STRING, e -> e.u64(1 << 20)), "key x: wanted 1048576 bytes at offset "),
            damage("absurd string", f -> f.key("x", ValueType.STRING, e -> e.u64(-1)), "key x: wanted a string of at most 268435456 bytes, found 18446744073709551615"),
            damage("array beyond the file", f -> f.key("x", ValueType.ARRAY, e -> e.arrayHeader(ValueType.FLOAT64, 1_000_000)), "key x: wanted at most "),
            damage("absurd array", f -> f.key("x", ValueType.ARRAY, e -> e.arrayHeader(ValueType.UINT8, -1)), "key x: wanted at most 2147483647, found 18446744073709551615"),
            damage("string array beyond the file", f -> f.key("x", ValueType.ARRAY, e -> e.arrayHeader(ValueType.STRING, 1_000_000)), "key x: wanted at most "),
            damage("bad string in an array", f -> f.key("x", ValueType.ARRAY, e -> e.arrayHeader(ValueType.STRING, 2).string("a").u64(1 << 20)), "key x[1]: wanted 1048576 bytes"),
            damage("unknown element type", f -> f.key("x", ValueType.ARRAY, e -> e.u32(99).u64(0)), "key x: wanted a value type from 0 to 12, found 99"),
            damage("arrays nested too deep", f -> f.key("x", ValueType.ARRAY, e -> {
                for (int i = 0; i < 20_000; i++) e.arrayHeader(ValueType.ARRAY, 1);
            }), "key x[0][0][0][0]: wanted arrays nested at most 4 deep"),
            damage("too many inner arrays", f -> f.key("x", ValueType.ARRAY, e -> {
                e.arrayHeader(ValueType.ARRAY, 70_000);
                for (int i = 0; i < 70_000; i++) e.arrayHeader(ValueType.INT8, 0);
            }), "key x: wanted at most 65536 arrays inside arrays, found 70002"),
            damage("alignment of 24", f -> f.keys.set(1, e -> e.string("general.alignment").u32(4).u32(24)), "key general.alignment: wanted a power of two, found 24"),
            damage("alignment of 0", f -> f.keys.set(1, e -> e.string("general.alignment").u32(4).u32(0)), "key general.alignment: wanted an integer from 8 to 1048576, found 0"),
            damage("alignment that is no integer", f -> f.keys.set(1, e -> e.string("general.alignment").u32(8).string("32")),
                "key general.alignment: wanted an integer from 8 to 1048576, found string \"32\""),
            damage("empty tensor name", f -> f.tensor("", GgmlType.F32, 0, 1), "tensor number 2: wanted a length of 1 to 64 bytes, found 0"),
            damage("long tensor name", f -> f.tensor("t".repeat(65), GgmlType.F32, 0, 1), "tensor number 2: wanted a length of 1 to 64 bytes, found 65"),
            damage("duplicate tensor", f -> f.tensor("token_embd.weight", GgmlType.F32, 0, 1), "tensor token_embd.weight: wanted every name once"),
            damage("no dimensions", f -> f.tensor("x", GgmlType.F32, 0), "tensor x rank: wanted 1 to 4 dimensions, found 0"),
            damage("five dimensions", f -> f.tensor("x", GgmlType.F32, 0, 1, 1, 1, 1, 1), "tensor x rank: wanted 1 to 4 dimensions, found 5"),
            damage("dimension of 0", f -> f.tensor("x", GgmlType.F32, 0, 4, 0), "tensor x dimension 1: wanted 1 to 2^63 - 1 elements, found 0"),
            damage("negative dimension", f -> f.tensor("x", GgmlType.F32, 0, -1), "tensor x dimension 0: wanted 1 to 2^63 - 1 elements, found 18446744073709551615"),
            damage("elements overflow", f -> f.tensor("x", GgmlType.IQ1_S, 0, 1L << 40, 1L << 40), "tensor x: wanted fewer than 2^63 elements and bytes, found shape 1099511627776×1099511627776"),
            damage("elements overflow to a small number", f -> f.tensor("x", GgmlType.F32, 0, 1L << 32, 1L << 32), "tensor x: wanted fewer than 2^63 elements and bytes"),
            damage("bytes overflow", f -> f.tensor("x", GgmlType.F64, 0, 1L << 61), "tensor x: wanted fewer than 2^63 elements and bytes"),
            damage("unknown tensor type", f -> f.tensor("x", 1000, 0, 32), "tensor x type: wanted a tensor type known here, found 1000"),
            damage("withdrawn tensor type", f -> f.tensor("x", 31, 0, 32), "found 31 (Q4_0_4_4, withdrawn by ggml"),
            damage("rows that are no whole blocks", f -> f.tensor("x", GgmlType.Q4_K, 0, 128, 2), "tensor x dimension 0: wanted a multiple of 256 elements for Q4_K, found 128"),
            damage("misaligned tensor", f -> f.tensor("x", GgmlType.F32, 40, 1), "tensor x offset: wanted a multiple of 32, found 40"),
            damage("tensor beyond the file", f -> f.tensor("x", GgmlType.F32, 256, 1), "tensor x: wanted 4 bytes at offset 256 of the data, found 244 bytes of data"),
            damage("offset of 2^64 - 32", f -> f.tensor("x", GgmlType.F32, -32, 64), "tensor x: wanted 256 bytes at offset 18446744073709551584 of the data"),
            damage("overlapping tensors", f -> f.tensor("x", GgmlType.F32, 192, 1), "tensor x offset: wanted bytes of its own, found offset 192 inside tensor token_embd.weight (204 bytes at offset 0)"),
            damage("two tensors in one place", f -> f.tensor("x", GgmlType.F32, 224, 5), "wanted bytes of its own, found offset 224 inside tensor output_norm.weight"),
            damage("data cut short", f -> f.data(243), "tensor output_norm.weight: wanted 20 bytes at offset 224 of the data, found 243 bytes of data"),
            damage("bytes after the last tensor", f -> f.data(256 + 1), "end of file: wanted at most 12 bytes after the last tensor, found 13"),
            damage("terminal escapes in a name", f -> f.tensor("\u001b[31m\u202e", GgmlType.F32, 0), "tensor \\u{1b}[31m\\u{202e} rank:"));
    }

    private static Arguments damage(String name, Consumer<Crafted> damage, String message) {
        return arguments(named(name, damage), message);
    }

    @ParameterizedTest @MethodSource("damages")
    void damageIsNamedAndCostsLittle(Consumer<Crafted> damage, String message) {
        var file = Crafted.sound();
        damage.accept(file);
        var bytes = file.bytes();
        long before = allocated();
        var error = assertThrows(ModelFileException.class, () -> Gguf.parse(Crafted.NAME, bytes));
        long used = allocated() - before;
        assertTrue(error.getMessage().startsWith("crafted.gguf: ") && error.getMessage().contains(message), error.getMessage());
        assertTrue(error.getMessage().lines().count() == 1, "one line: " + error.getMessage());
        assertTrue(used < MEGABYTE + 2 * bytes.byteSize(), used + " bytes allocated for a file of " + bytes.byteSize());
    }

    @Test void everyPrefixOfTheTablesIsCutShort() {
        var whole = Crafted.sound().bytes();
        for (long length = 0; length < whole.byteSize(); length++) {
            var prefix = whole.asSlice(0, length);
            assertThrows(ModelFileException.class, () -> Gguf.parse(Crafted.NAME, prefix), () -> "prefix of " + prefix.byteSize());
        }
        assertEquals(2, Gguf.parse(Crafted.NAME, whole).tensors().size());
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
