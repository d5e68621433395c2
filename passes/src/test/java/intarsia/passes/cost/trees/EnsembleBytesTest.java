package intarsia.passes.cost.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnsembleBytesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 7);

    private static Ensemble some() {
        Random random = new Random(SEED);
        float[][] rows = new float[300][4];
        double[] wanted = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < 4; c++) rows[i][c] = random.nextInt(9) == 0 ? Float.NaN : random.nextFloat();
            wanted[i] = random.nextGaussian();
        }
        return Ensemble.fit(rows, new SquaredError(wanted), Growth.DEFAULT.withTrees(20));
    }

    private static byte[] bytes(Ensemble e) throws IOException {
        var out = new ByteArrayOutputStream();
        EnsembleBytes.write(e, new DataOutputStream(out));
        return out.toByteArray();
    }

    private static Ensemble read(byte[] bytes) throws IOException {
        return EnsembleBytes.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Ensemble e = some();
        assertEquals(e, read(bytes(e)));
        assertArrayEquals(bytes(e), bytes(read(bytes(e))));
        assertEquals(Ensemble.constant(1, -2), read(bytes(Ensemble.constant(1, -2))));
    }

    @Test
    void whatIsCutShortIsRefused() throws IOException {
        byte[] whole = bytes(some());
        for (int n = 0; n < whole.length; n += 1 + n / 50) {
            byte[] part = Arrays.copyOf(whole, n);
            assertThrows(IOException.class, () -> read(part));
        }
    }

    /** Each either is refused or answers every row: no cycle, nothing out of bounds. */
    @Test
    void changedBytesNeverHangOrEscape() throws IOException {
        byte[] whole = bytes(some());
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = whole.clone();
            for (int k = random.nextInt(3); k >= 0; k--) changed[random.nextInt(Math.min(changed.length, 2000))] = (byte) random.nextInt();
            try {
                Ensemble e = read(changed);
                e.of(new float[e.columns()]);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "refused " + refused + ", seed " + SEED);
    }
}
