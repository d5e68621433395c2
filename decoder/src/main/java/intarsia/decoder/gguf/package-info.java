/**
 * GGUF model files, memory-mapped: {@link intarsia.decoder.gguf.Gguf} reads, {@link intarsia.decoder.gguf.GgufWriter}
 * writes. Files are taken for hostile: every field is checked before it is used, and the only exception a file can
 * cause is {@link intarsia.decoder.file.ModelFileException}.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF specification</a>
 */
@NullMarked
package intarsia.decoder.gguf;

import org.jspecify.annotations.NullMarked;
