/** Models that come with the decoder. */
package intarsia.decoder.bundled;
