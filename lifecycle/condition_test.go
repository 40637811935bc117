package lifecycle

import "testing"

func TestWords(t *testing.T) {
	for condition, want := range map[string]string{
		`a == "X" && b != 3`:                                   "a is X and b is not 3",
		`a.b?.c != nil || len(d) > 2`:                          "a.b.c is given, or the number of d is more than 2",
		`(a ?? "") == ""`:                                      "a is not given",
		`((a ?? "") != "") != ((b ?? "") != "")`:               "exactly one of a and b is given",
		`((a ?? "") == "") == ((b ?? "") == "")`:               "both or neither of a and b are given",
		`len(uniq(map(list ?? [], .name))) == len(list ?? [])`: "no two of list have the same name",
		`age >= duration("15s") || policy.early == "allow"`:    "the time since it was created is at least 15 seconds, or the policy early is allow",
		`age <= duration("168h")`:                              "the time since it was created is at most 7 days",
		`date(a) <= now.AddDate(0, 0, 15)`:                     "a is not after 15 days after now",
		`now <= date(order.paid).AddDate(1, 0, 0)`:             "now is not after 1 year after order.paid",
		`none(list, .type == "X")`:                             "for none of list, type is X",
		`not (stored.subsidy == true)`:                         "it is not the case that the stored subsidy is true",
		`total + 1 <= (limit ?? 30)`:                           "total plus 1 is at most limit (30 if it is not given)",
		`(a > 0) == (b != "X")`:                                "a is more than 0 exactly if b is not X",
		`(a > 0) != (b > 0)`:                                   "either a is more than 0, or b is more than 0, but not both",
		`a in ["X", "Y"]`:                                      "a is one of X and Y",
		`len(uniq(map(l, .a + " " + .b))) == len(l)`:           "no two of l have the same a plus b",
		`free`:            "free is true",
		`a matches "^x$"`: `a matches "^x$"`,
		`a ==`:            "a ==",
	} {
		if got := Words(condition, Style{}); got != want {
			t.Errorf("%s\n\tis  %q\n\tnot %q", condition, got, want)
		}
	}
}
