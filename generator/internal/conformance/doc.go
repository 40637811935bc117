// Package conformance tests the generator from outside: documents become
// packages in a module of their own, which is compiled, and one program of
// which runs every value.
//
//   - The keyword tests of JSON-Schema-Test-Suite drive the generated validators.
//   - Values made from each schema, at and around every limit, are judged by the
//     generated validators and by kin-openapi, which have to agree on the JSON
//     that would be sent.
//   - The corpus of real documents generates, compiles, is clean for vet and
//     gofumpt, and keeps its names when operations and schemas are added or removed.
//
// The corpus is read from ../shared/corpus next to the checkout; tests that
// need it are skipped if it is absent.
//
// go test ./... runs a bounded, seeded share. More of the differential test
// runs with
//
//	WXPAYGEN_VALUES=2000 WXPAYGEN_SEED=7 go test -timeout 2h -run TestValidationAgrees ./generator/internal/conformance
//
// WXPAYGEN_VALUES is the number of values per schema, and includes all schemas;
// WXPAYGEN_SEED is the seed.
package conformance
