package intarsia.ir.layout;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ldmatrix, as the PTX ISA tells it: matrices of 8 rows of 8 elements of 16 bits. Register r of lane l holds of matrix r
 * row l / 4, elements 2 (l % 4) and the next; with .trans the column and the rows of these numbers. The address of row i
 * of matrix j comes from lane 8 j + i.
 */
class LdmatrixTest {
    private static final Layout ROWS = spatial(8, 4).times(local(1, 2));
    private static final Layout TRANSPOSED = spatialColumn(4, 8).times(local(2, 1));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyLaneHoldsThePairsThatPtxNames(int matrices) {
        Layout stacked = local(matrices, 1, 1).times(ROWS);
        Layout transposed = local(matrices, 1, 1).times(TRANSPOSED);
        for (int lane = 0; lane < 32; lane++) {
            for (int slot = 0; slot < 2 * matrices; slot++) {
                int pair = 2 * (lane % 4) + slot % 2;
                assertArrayEquals(new int[] {slot / 2, lane / 4, pair}, stacked.index(lane, slot));
                assertArrayEquals(new int[] {slot / 2, pair, lane / 4}, transposed.index(lane, slot));
            }
        }
        assertEquals(transposed, stacked.permute(0, 2, 1));
    }

    /** x1 and x2 read the addresses of the first lanes only; those of the others are copies in this layout. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theRowsAreAddressedByEightLanesAMatrix(int matrices) {
        Layout addresses = Layout.replica(Axis.LANE, 4 / matrices).times(spatial(matrices, 8));
        for (int lane = 0; lane < 32; lane++) {
            assertArrayEquals(new int[] {lane / 8 % matrices, lane % 8}, addresses.index(lane, 0));
        }
    }

    /** The matrices of x4 in the order upper left, lower left, upper right, lower right are the A operand of m16n8k16. */
    @Test
    void fourMatricesAreTheOperandA() {
        Layout a = localColumn(2, 2).times(ROWS);
        for (int lane = 0; lane < 32; lane++) {
            for (int slot = 0; slot < 8; slot++) {
                int matrix = slot / 2;
                assertArrayEquals(new int[] {matrix % 2 * 8 + lane / 4, matrix / 2 * 8 + 2 * (lane % 4) + slot % 2}, a.index(lane, slot));
            }
        }
        assertEquals(localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2)), a);
    }

    /** A row-major K x N tile gives the B operand of m16n8k16 by x2.trans, one stored N x K by x2. */
    @Test
    void twoTransposedMatricesAreTheOperandB() {
        Layout b = local(2, 1).times(spatialColumn(4, 8)).times(local(2, 1));
        assertEquals(b, local(2, 1).times(TRANSPOSED));
        assertEquals(b.permute(1, 0), local(1, 2).times(ROWS));
    }
}
