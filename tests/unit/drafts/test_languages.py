"""IMPLEMENT by analogy in the languages with braces."""

from __future__ import annotations

import textwrap

import pytest

from contexten.drafts.draft import Draft, NoDraft
from support.drafting import drafted, text_of

CASES = {
    "C function": (
        """
        #- user.c
        #include "store.h"
        struct user *find_user(struct store *store, int user_id)
        {
            struct user *user = lookup(store->users, user_id);
            if (!user) {
                return NULL;
            }
            return user;
        }
        struct order *find_order(struct store *store, int order_id)
        {
            $0abort(); /* TODO */
        }
        #- store.h
        struct user { int id; };
        struct order { int id; };
        struct store { struct table *users; struct table *orders; };
        void *lookup(struct table *table, int id);
        """,
        """
        struct order *order = lookup(store->orders, order_id);
        if (!order) {
            return NULL;
        }
        return order;
        """,
    ),
    "C# method": (
        """
        #- Repo.cs
        using System.Collections.Generic;
        namespace Shop;
        class User { }
        class Order { }
        class Repo
        {
            private readonly Dictionary<int, User> users = new();
            private readonly Dictionary<int, Order> orders = new();

            public User GetUser(int userId)
            {
                var user = this.users[userId];
                return user;
            }

            public Order GetOrder(int orderId)
            {
                $0throw new NotImplementedException();
            }
        }
        """,
        """
        var order = this.orders[orderId];
        return order;
        """,
    ),
    "C++ method": (
        """
        #- repo.cpp
        #include <map>
        struct User { int id; };
        struct Order { int id; };
        class Repo {
            std::map<int, User> users_;
            std::map<int, Order> orders_;
            const User& get_user(int user_id) const {
                auto user = users_.find(user_id);
                return user->second;
            }
            const Order& get_order(int order_id) const {
                $0throw std::logic_error("not implemented");
            }
        };
        """,
        """
        auto order = orders_.find(order_id);
        return order->second;
        """,
    ),
    "TypeScript method": (
        """
        #- src/repo.ts
        import { User, Order } from "./models";
        export class Repo {
          private users: Map<number, User> = new Map();
          private orders: Map<number, Order> = new Map();

          getUser(userId: number): User {
            const user = this.users.get(userId);
            if (!user) {
              throw new Error(`no such user: ${userId}`);
            }
            return user;
          }

          getOrder(orderId: number): Order {
            $0throw new Error("not implemented");
          }
        }
        #- src/models.ts
        export interface User { a: string }
        export interface Order { b: string }
        """,
        """
        const order = this.orders.get(orderId);
        if (!order) {
          throw new Error(`no such order: ${orderId}`);
        }
        return order;
        """,
    ),
    "TypeScript implementers of an interface, parameter properties": (
        """
        #- a.ts
        interface Shape { area(): number }
        class Circle implements Shape {
          constructor(private radius: number) {}
          area(): number {
            return Math.PI * this.radius ** 2;
          }
        }
        class Square implements Shape {
          constructor(private side: number) {}
          area(): number {
            $0throw new Error("not implemented");
          }
        }
        """,
        "return Math.PI * this.side ** 2;",
    ),
    "TypeScript async function": (
        """
        #- api.ts
        export interface User { id: number }
        export interface Order { id: number }
        export async function fetchUser(id: number): Promise<User> {
          const response = await fetch(`/users/${id}`);
          return (await response.json()) as User;
        }
        export async function fetchOrder(id: number): Promise<Order> {
          $0throw new Error("not implemented");
        }
        """,
        """
        const response = await fetch(`/orders/${id}`);
        return (await response.json()) as Order;
        """,
    ),
    "TSX component": (
        """
        #- list.tsx
        export function UserRow(props: { user: string }) {
          return <li className="user">{props.user.trim()}</li>;
        }
        export function OrderRow(props: { order: string }) {
          $0throw new Error("TODO");
        }
        """,
        """return <li className="order">{props.order.trim()}</li>;""",
    ),
    "JavaScript function": (
        """
        #- a.js
        export function nameOfUser(user) {
          return user.name.trim();
        }
        export function nameOfOrder(order) {
          $0throw new Error("TODO");
        }
        """,
        "return order.name.trim();",
    ),
    "an expression becomes a returned one": (
        """
        #- a.ts
        export const nameOfUser = (user: string): string => user.trim();

        export const nameOfOrder = (order: string): string => {
          $0throw new Error("TODO");
        };
        """,
        "return order.trim();",
    ),
    "Go method": (
        """
        #- shape.go
        package shape

        import "math"

        type Circle struct { Radius float64 }
        type Square struct { Side float64 }

        func (c Circle) Area() float64 {
        \treturn math.Pi * c.Radius * c.Radius
        }

        func (s Square) Area() float64 {
        \t$0panic("not implemented")
        }
        """,
        "return math.Pi * s.Side * s.Side",
    ),
    "Go function with names of the package": (
        """
        #- find.go
        package shop

        import "fmt"

        func FindUser(users map[int]User, userID int) (User, error) {
        \tuser, ok := users[userID]
        \tif !ok {
        \t\treturn User{}, fmt.Errorf("no such user: %d", userID)
        \t}
        \treturn user, nil
        }

        func FindOrder(orders map[int]Order, orderID int) (Order, error) {
        \t$0panic("TODO")
        }
        #- models.go
        package shop

        type User struct { Name string }
        type Order struct { Name string }
        """,
        """
        order, ok := orders[orderID]
        if !ok {
        \treturn Order{}, fmt.Errorf("no such order: %d", orderID)
        }
        return order, nil
        """,
    ),
    "Rust trait method": (
        """
        #- src/shape.rs
        struct Circle { radius: f64 }
        struct Square { side: f64 }
        trait Shape { fn area(&self) -> f64; }
        impl Shape for Circle {
            fn area(&self) -> f64 {
                std::f64::consts::PI * self.radius * self.radius
            }
        }
        impl Shape for Square {
            fn area(&self) -> f64 {
                $0todo!()
            }
        }
        """,
        "std::f64::consts::PI * self.side * self.side",
    ),
    "Rust function": (
        """
        #- src/lib.rs
        pub struct User { pub name: String }
        pub struct Order { pub name: String }

        fn name_of_user(user: &User) -> String {
            user.name.trim().to_string()
        }

        fn name_of_order(order: &Order) -> String {
            $0todo!()
        }
        """,
        "order.name.trim().to_string()",
    ),
    "Java method with bare fields": (
        """
        #- Repo.java
        package shop;
        class Repo {
            private Map<Integer, User> users;
            private Map<Integer, Order> orders;
            User getUser(int userId) {
                User user = users.get(userId);
                if (user == null) {
                    throw new IllegalArgumentException("no such user: " + userId);
                }
                return user;
            }
            Order getOrder(int orderId) {
                $0throw new UnsupportedOperationException();
            }
        }
        class User {}
        class Order {}
        """,
        """
        Order order = orders.get(orderId);
        if (order == null) {
            throw new IllegalArgumentException("no such order: " + orderId);
        }
        return order;
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_nearest_sibling_is_put_into_the_targets_names(case, tmp_path):
    source, expected = CASES[case]
    assert text_of(source.replace("\\t", "\t"), tmp_path) == textwrap.dedent(expected).strip()


def test_a_script_import_is_carried(tmp_path):
    made = drafted(
        """
        #- src/a.ts
        import { clean } from "./text";
        export function readUser(line: string): string {
          return clean(line);
        }
        #- src/b.ts
        export function readOrder(line: string): string {
          $0throw new Error("TODO");
        }
        #- src/text.ts
        export function clean(line: string): string { return line.trim(); }
        """,
        tmp_path,
    )
    assert isinstance(made, Draft)
    assert made.text == "return clean(line);"
    assert made.imports == ('import { clean } from "./text";',)


def test_a_go_name_of_another_package_is_not_seen(tmp_path):
    made = drafted(
        """
        #- a/find.go
        package a

        func NameOfUser(user string) string {
        \treturn trim(user)
        }

        func trim(text string) string { return text }
        #- b/find.go
        package b

        func NameOfOrder(order string) string {
        \t$0panic("TODO")
        }
        """.replace("\\t", "\t"),
        tmp_path,
    )
    assert isinstance(made, NoDraft)
