/**
 * Text to token ids and back: SentencePiece-style and byte-level pair merging over the vocabulary that a model file
 * carries. {@link intarsia.decoder.tokenizer.Tokenizer#of} chooses by the vocabulary's model; everything else here
 * is a part of the two.
 */
package intarsia.decoder.tokenizer;
