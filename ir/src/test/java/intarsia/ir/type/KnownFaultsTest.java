package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Faults that others' converters are known for, each by its name. */
final class KnownFaultsTest {
    @Test
    void theSubnormalShiftComesBeforeTheRounding() {
        // Rounded to 2 significant bits first, 0.2578125 · 2^0 would become 0.25 and then tie to 0.
        assertEquals(0.5, DType.F4E2M1.decode(DType.F4E2M1.encode(0.2578125)));
        assertEquals(0.0, DType.F4E2M1.decode(DType.F4E2M1.encode(0.25)));
        var oracle = RationalOracle.of(DType.F4E2M1);
        for (int i = 0; i <= 6 << 12; i++) {
            double x = i * 0x1p-12;
            assertEquals(DType.F4E2M1.decode(oracle.nearest(x)), DType.F4E2M1.decode(DType.F4E2M1.encode(x)), "e2m1 of " + x);
        }
    }

    @Test
    void nanOfE4m3DoesNotTurnInto480() {
        var fn = DType.F8E4M3FN;
        assertTrue(Double.isNaN(fn.decode(0x7F)) && Double.isNaN(fn.decode(0xFF)));
        assertEquals(0x7F, fn.encode(Double.NaN));
        assertEquals(0x7F, fn.encode(480, Overflow.INFINITY));
        assertEquals(448, fn.decode(fn.encode(480)));
        for (int code = 0; code < 256; code++) {
            assertTrue(Math.abs(fn.decode(code)) != 480, "code " + code);
        }
    }

    @Test
    void infinitiesDoNotTurnIntoTheNegativeMaximum() {
        Types.upTo16().forEach(type -> {
            double plus = type.decode(type.encode(Double.POSITIVE_INFINITY));
            double minus = type.decode(type.encode(Double.NEGATIVE_INFINITY));
            assertTrue(plus == Double.POSITIVE_INFINITY || plus == type.maxFinite(), () -> "+Inf of " + type + " is " + plus);
            assertTrue(minus == Double.NEGATIVE_INFINITY || minus == type.minFinite(), () -> "−Inf of " + type + " is " + minus);
        });
    }

    @Test
    void straddlingElementsOf3And5And6And7BitsComeFromBothWords() {
        for (int bits : new int[] {3, 5, 6, 7}) {
            var packing = Packing.dense(bits, 64);
            byte[] bytes = new byte[packing.bytes()];
            for (int e = 0; e < 64; e++) {
                packing.write(bytes, 0, e, e * 0x9E37L >>> 3);
            }
            for (int e = 0; e < 64; e++) {
                long want = (e * 0x9E37L >>> 3) & DType.mask(bits);
                assertEquals(want, packing.read(bytes, 0, e), bits + " bits, element " + e);
                long bitByBit = 0;
                for (int b = 0; b < bits; b++) {
                    int at = e * bits + b;
                    bitByBit |= (long) (bytes[at / 8] >> at % 8 & 1) << b;
                }
                assertEquals(want, bitByBit, bits + " bits, element " + e + " bit by bit");
            }
        }
    }

    @Test
    void signedWidthsAreNotDecodedAsUnsigned() {
        for (int bits = 1; bits <= 64; bits++) {
            var type = new IntType(bits, true);
            assertEquals(-1L, type.decodeLong(DType.mask(bits)), type.toString());
            assertEquals(-1.0, type.decode(DType.mask(bits)), type.toString());
            assertEquals(-Math.scalb(1.0, bits - 1), type.decode(1L << (bits - 1)), type.toString());
        }
    }

    @Test
    void zeroPointsDoNotWrapAroundInUnsignedArithmetic() {
        for (int code = 0; code < 16; code++) {
            for (int zero = 0; zero < 16; zero++) {
                byte[] bytes = {(byte) code, 0, 0, 0x3C, (byte) zero}; // four codes, f16 1, zero
                double value = BlockFormat.parse("u4g4_sf16_zu4").dequantize(MemorySegment.ofArray(bytes), 0, 0);
                assertEquals(code - zero, value, "code " + code + " zero " + zero);
            }
        }
    }
}
