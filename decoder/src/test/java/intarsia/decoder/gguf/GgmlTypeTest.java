package intarsia.decoder.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class GgmlTypeTest {
    /** The fields of each block in bytes, in the order of the block structures: scales, then high bits, then codes. */
    @ParameterizedTest @CsvSource({
        "Q4_0, 32, 2 16", "Q4_1, 32, 2 2 16", "Q5_0, 32, 2 4 16", "Q5_1, 32, 2 2 4 16", "Q8_0, 32, 2 32", "Q8_1, 32, 2 2 32",
        "Q2_K, 256, 16 64 2 2", "Q3_K, 256, 32 64 12 2", "Q4_K, 256, 2 2 12 128", "Q5_K, 256, 2 2 12 32 128",
        "Q6_K, 256, 128 64 16 2", "Q8_K, 256, 4 256 32", "IQ2_XXS, 256, 2 64", "IQ2_XS, 256, 2 64 8", "IQ2_S, 256, 2 64 8 8",
        "IQ3_XXS, 256, 2 96", "IQ3_S, 256, 2 64 8 32 4", "IQ1_S, 256, 2 32 16", "IQ1_M, 256, 32 16 8",
        "IQ4_NL, 32, 2 16", "IQ4_XS, 256, 2 2 4 128", "TQ1_0, 256, 48 4 2", "TQ2_0, 256, 64 2", "MXFP4, 32, 1 16",
        "NVFP4, 64, 4 32", "Q1_0, 128, 2 16", "Q2_0, 64, 2 16"})
    void aBlockIsTheSumOfItsFields(GgmlType type, int elements, String fields) {
        assertEquals(elements, type.blockElements());
        assertEquals(Arrays.stream(fields.split(" ", -1)).mapToInt(Integer::parseInt).sum(), type.blockBytes());
    }

    @ParameterizedTest @EnumSource
    void theNumberLeadsBackToTheType(GgmlType type) {
        assertEquals(type, GgmlType.ofId(type.id()));
        assertEquals(6L * type.blockBytes(), type.byteSize(type.blockElements(), 3, 2));
    }

    @ParameterizedTest @ValueSource(ints = {4, 5, 31, 32, 33, 36, 37, 38, 43, -1})
    void withdrawnAndUnknownNumbersHaveNoType(int id) {
        assertNull(GgmlType.ofId(id));
    }

    @Test void sizesThatDoNotFitAreErrors() {
        assertThrows(IllegalArgumentException.class, () -> GgmlType.Q8_0.byteSize(33, 2));
        assertThrows(ArithmeticException.class, () -> GgmlType.F64.byteSize(1L << 60));
        assertThrows(ArithmeticException.class, () -> GgmlType.Q1_0.byteSize(1L << 40, 1L << 40));
    }
}
