package intarsia.passes.cost;

import intarsia.ir.device.Digest;
import intarsia.passes.cost.trees.Ensemble;
import intarsia.passes.cost.trees.EnsembleBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A model as a file, big-endian: {@code intarsiC} (8 bytes), version (4), bytes that follow the digest (4), their {@link Digest} (8); then rows (4), the names of the
 * features (2 bytes their number, each as {@link DataOutputStream#writeUTF}), and in the order of {@link Head} each ensemble ({@link EnsembleBytes}).
 */
final class ModelFile {
    private static final long MAGIC = 0x696e7461_72736943L;
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 16 << 20;

    private ModelFile() {
    }

    static void write(CostModel m, OutputStream to) throws IOException {
        byte[] body = body(m);
        DataOutputStream out = new DataOutputStream(to);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(body.length);
        out.writeLong(new Digest().add(body).value());
        out.write(body);
        out.flush();
    }

    private static byte[] body(CostModel m) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(m.rows());
        out.writeShort(Features.names().size());
        for (String name : Features.names()) out.writeUTF(name);
        for (Head h : Head.values()) EnsembleBytes.write(m.head(h), out);
        return bytes.toByteArray();
    }

    static CostModel read(InputStream from) throws IOException {
        try {
            DataInputStream in = new DataInputStream(from);
            int length = head(in);
            long digest = in.readLong();
            byte[] body = in.readNBytes(length);
            expect(body.length == length && new Digest().add(body).value() == digest, "it is damaged, or cut off");
            return model(new DataInputStream(new ByteArrayInputStream(body)));
        } catch (EOFException | UTFDataFormatException e) {
            throw new InvalidObjectException("no cost model: it is cut off, or a name in it is no text");
        }
    }

    /** The digest that stands at the head of one, in 16 hexadecimal digits; what follows is not read. */
    static String digest(InputStream from) throws IOException {
        try {
            DataInputStream in = new DataInputStream(from);
            head(in);
            return HexFormat.of().toHexDigits(in.readLong());
        } catch (EOFException e) {
            throw new InvalidObjectException("no cost model: it is cut off");
        }
    }

    /** The bytes that follow the digest. */
    private static int head(DataInputStream in) throws IOException {
        expect(in.readLong() == MAGIC, "its first bytes are not intarsiC");
        int version = in.readInt();
        expect(version == VERSION, "version " + version + "; wanted " + VERSION + ": train it again");
        int length = in.readInt();
        expect(length >= 0 && length <= MOST_BYTES, "it says that it has " + length + " bytes; wanted at most " + MOST_BYTES);
        return length;
    }

    private static CostModel model(DataInputStream in) throws IOException {
        int rows = in.readInt();
        List<String> names = new ArrayList<>();
        for (int n = in.readUnsignedShort(); n > 0; n--) names.add(in.readUTF());
        expect(names.equals(Features.names()), "it was trained on other features than this version counts: train it again");
        Map<Head, Ensemble> heads = new EnumMap<>(Head.class);
        for (Head h : Head.values()) {
            Ensemble e = EnsembleBytes.read(in);
            expect(e.columns() == names.size(), "answer '" + h.text() + "' of " + e.columns() + " columns; wanted " + names.size());
            heads.put(h, e);
        }
        expect(in.read() < 0 && rows >= 0, "it goes on after its end");
        return new CostModel(heads, rows);
    }

    private static void expect(boolean holds, String found) throws IOException {
        if (!holds) throw new InvalidObjectException("no cost model: " + found);
    }
}
