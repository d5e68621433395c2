/** How far a model in a format is from the model as it was. */
package intarsia.cli.quality;
