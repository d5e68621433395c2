package intarsia.tuning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** An object of JSON in one line, its members being texts and numbers; each is asked for once, and none is left over. */
final class JsonLine {
    private static final int MOST_MEMBERS = 16, MOST_NUMBER = 40;
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(2).maxNumberLength(MOST_NUMBER).maxStringLength(2 * Problem.MOST_TEXT).build()).build();

    private final Map<String, String> members;

    private JsonLine(Map<String, String> members) {
        this.members = members;
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException where it is no such object
     */
    static JsonLine parse(byte[] line) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser in = FACTORY.createParser(line)) {
            want(in.nextToken() == JsonToken.START_OBJECT, "an object");
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                want(value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT, "a text or a number as " + Texts.asLine(name));
                members.put(name, in.getText());
                want(members.size() <= MOST_MEMBERS, "at most " + MOST_MEMBERS + " members");
            }
            want(in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null, "one object and nothing after it");
            return new JsonLine(members);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + Texts.asLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static void want(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("wanted " + what);
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** A member, which is then taken. */
    String text(String name) {
        return Optional.ofNullable(members.remove(name)).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is wanted; found " + new TreeSet<>(members.keySet())));
    }

    double real(String name) {
        return Double.parseDouble(text(name));
    }

    long whole(String name) {
        return Long.parseLong(text(name).strip());
    }

    /** Refuses what nobody asked for. */
    void done() {
        want(members.isEmpty(), "no " + Texts.asLine(members.keySet().toString()));
    }

    /** Writes members. */
    interface Members {
        /** Into an object that is open. */
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** A line with these members, and its end. */
    static byte[] print(Members members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            members.writeTo(out);
            out.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }
}
