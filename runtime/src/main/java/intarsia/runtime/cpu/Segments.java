package intarsia.runtime.cpu;

/**
 * The steps of a plan cut into segments, between which the team meets at a barrier. A segment is either a <em>sequence</em>:
 * steps that one worker does alone and in order, so that nothing need wait between them; or <em>parallel</em>: steps that do
 * not wait for each other, whose chunks are dealt to all workers in runs. Nothing is allocated after construction.
 */
final class Segments {
    private final CpuStep[] steps;
    private final int[] end;
    private final boolean[] sequence;
    /** The index of a step's first chunk in its segment; a solo step is one chunk. */
    private final long[] firstChunk;
    private int count;

    Segments(CpuStep[] steps) {
        this.steps = steps;
        end = new int[steps.length];
        sequence = new boolean[steps.length];
        firstChunk = new long[steps.length + 1];
    }

    /** Cuts anew, after the sizes of steps have changed. */
    void cut() {
        count = 0;
        long chunk = 0;
        for (int s = 0; s < steps.length; s++) {
            CpuStep step = steps[s];
            boolean joins = count > 0 && (sequence[count - 1] ? step.solo() : !step.waits());
            if (!joins) {
                sequence[count++] = step.solo();
                chunk = 0;
            }
            end[count - 1] = s + 1;
            firstChunk[s] = chunk;
            chunk += chunks(step);
        }
    }

    private static long chunks(CpuStep step) {
        return step.solo() ? 1 : Math.ceilDiv((long) step.blocks(), (long) step.grain());
    }

    int count() {
        return count;
    }

    /** The first step of a segment. */
    int begin(int segment) {
        return segment == 0 ? 0 : end[segment - 1];
    }

    /** One past its last step. */
    int end(int segment) {
        return end[segment];
    }

    boolean sequence(int segment) {
        return sequence[segment];
    }

    /** Whether there is nothing to share. */
    boolean allSequence() {
        return count == 0 || (count == 1 && sequence[0]);
    }

    /** One past the last chunk of a step, counted in its segment. */
    long chunkEnd(int step) {
        return firstChunk[step] + chunks(steps[step]);
    }

    /** The step that a chunk of a segment belongs to. */
    int step(int segment, long chunk) {
        int s = begin(segment);
        while (chunk >= chunkEnd(s)) {
            s++;
        }
        return s;
    }

    long firstChunk(int step) {
        return firstChunk[step];
    }
}
