package intarsia.decoder.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;

/** The printed bytes of every token, in one array: reading them allocates nothing. */
public final class TokenBytes {
    private final byte[] all;
    /** Token {@code id} is {@code all[start[id] .. start[id + 1])}. */
    private final int[] start;

    TokenBytes(int count, IntFunction<byte[]> bytes) {
        var out = new ByteArrayOutputStream();
        start = new int[count + 1];
        for (int id = 0; id < count; id++) {
            out.writeBytes(bytes.apply(id));
            start[id + 1] = out.size();
        }
        all = out.toByteArray();
    }

    /** The number of bytes {@code id} prints. */
    public int length(int id) {
        Objects.checkIndex(id, start.length - 1);
        return start[id + 1] - start[id];
    }

    /** Byte {@code i} of {@code id}. */
    public byte at(int id, int i) {
        Objects.checkIndex(i, length(id));
        return all[start[id] + i];
    }

    byte[] copy(int id) {
        Objects.checkIndex(id, start.length - 1);
        return Arrays.copyOfRange(all, start[id], start[id + 1]);
    }
}
