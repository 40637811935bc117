// Package wiretest checks what every generated package sends and receives.
//
// Its tests read the documents of specs with a reader of their own, which shares
// nothing with the generator, and make requests and responses from the examples in
// them. Each operation is called through a real client against the sandbox:
//
//   - the bytes that are sent are those of the examples, in the spec's order, in
//     each calling mode, with every member and with the required ones alone;
//   - the response that the examples make comes back whole in the typed result;
//   - each documented error code is an error equal to the package's constant;
//   - a member beyond a limit is refused before anything is sent.
//
// Clients are found by reflection, so that a new operation needs nothing here, and
// a new package one line in packages_test.go. What fails names its place in the spec.
package wiretest
