package intarsia.tests.cli;

import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The model stories260K and what is on record of it. */
final class Stories {
    static final String PROMPT = "Once upon a time";

    private Stories() { }

    /** @param type f32, Q8_0 or Q4_0 */
    static Path model(String type) {
        return SharedData.file("stories260K/stories260K-" + type + ".gguf");
    }

    /** What llama.cpp writes after the prompt, 100 tokens, always the most probable. */
    static String text() throws IOException {
        String record = Files.readString(SharedData.file("stories260K/greedy-f32.txt"));
        return record.substring(record.indexOf("text: ") + "text: ".length()).stripTrailing();
    }

    static int[] greedy() throws IOException {
        return ids("greedy_ids:");
    }

    /** Prompt, then what follows. */
    static int[] all() throws IOException {
        return IntStream.concat(Arrays.stream(ids("prompt_ids:")), Arrays.stream(greedy())).toArray();
    }

    private static int[] ids(String field) throws IOException {
        return Files.readAllLines(SharedData.file("stories260K/greedy-f32.txt")).stream().filter(l -> l.startsWith(field))
            .flatMap(l -> Arrays.stream(l.substring(field.length()).strip().split(" ", -1))).mapToInt(Integer::parseInt).toArray();
    }
}
