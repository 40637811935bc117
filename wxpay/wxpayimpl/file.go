package wxpayimpl

import "github.com/wxpaygen/wxpaygen/wxpay"

// File requires a file of a form to have a name and a content.
func (v *Validator) File(name string, file wxpay.File) {
	v.Required(name, file.Content != nil && file.Name != "")
}
