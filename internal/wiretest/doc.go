// Package wiretest checks what every generated package sends and receives.
//
// Its tests read the documents in specs with a separate reader, which shares nothing
// with the generator, and make requests and responses from their examples. Each
// operation is called through a real client against the sandbox:
//
//   - the sent bytes are those of the examples, in the spec's order, in each calling mode, with all members and with only the required ones;
//   - the response from the examples is decoded completely into the typed result;
//   - each documented error code is an error equal to the package's constant;
//   - a request with a member that exceeds a limit is not sent.
//
// Clients are found by reflection: a new operation needs no change here, and a new package one line in packages_test.go. Failures
// name the position in the spec.
package wiretest
