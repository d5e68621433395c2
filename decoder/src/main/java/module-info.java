import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.decoder {
    requires static transitive org.jspecify;
    requires transitive intarsia.dsl;
    requires transitive intarsia.passes;
    requires transitive intarsia.runtime;

    exports intarsia.decoder;
    exports intarsia.decoder.bundled;
    exports intarsia.decoder.file;
    exports intarsia.decoder.gguf;
    exports intarsia.decoder.model;
    exports intarsia.decoder.npy;
    exports intarsia.decoder.progress;
    exports intarsia.decoder.quantize;
    exports intarsia.decoder.repack;
    exports intarsia.decoder.sampling;
    exports intarsia.decoder.tokenizer;
}
