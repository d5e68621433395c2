/** From a model file to text: {@link intarsia.decoder.Model} opens it, {@link intarsia.decoder.Session} runs it. */
package intarsia.decoder;
