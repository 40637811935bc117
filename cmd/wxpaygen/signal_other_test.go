//go:build !unix

package main

var stuckPrograms map[string]func()
